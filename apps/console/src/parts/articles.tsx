import { Card } from './page.tsx';
import { Article } from './provision.tsx';

/** The articles on which a form rests, beside it. */
export const Articles = ({ ids }: { readonly ids: readonly string[] }) => (
  <Card title="依据">
    {ids.map((id) => (
      <Article key={id} id={id} />
    ))}
  </Card>
);
