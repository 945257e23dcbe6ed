import { Link } from '@tanstack/react-router';
import { Page } from '../parts/page.tsx';

export const NotFound = () => (
  <Page title="没有这个页面">
    <p>
      地址有误，或者页面已经移走。<Link to="/">回到首页</Link>
    </p>
  </Page>
);
