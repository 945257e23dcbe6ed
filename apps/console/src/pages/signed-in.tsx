import { Page } from '../parts/page.tsx';

/** The end of a sign-in in a window of its own. */
export const SignedIn = () => (
  <Page title="已登录">
    <p>登录成功。请关闭本窗口，回到原来的页面继续。</p>
  </Page>
);
