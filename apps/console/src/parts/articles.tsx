import { Card } from './page.tsx';
import { provisionName } from '../names.ts';
import { ProvisionLink, useProvision } from './provision.tsx';
import { Loaded } from './states.tsx';

/** The words of an article, beside a form or in a receipt. */
export const Article = ({ id }: { readonly id: string }) => {
  const query = useProvision(id);
  return (
    <section aria-label={provisionName(id)}>
      <h3>
        <ProvisionLink id={id} />
      </h3>
      <Loaded query={query} lines={2}>
        {({ text, meaning, silent }) => (
          <>
            {text.map((paragraph) => (
              <p key={paragraph}>{paragraph}</p>
            ))}
            {meaning && <p className="soft">{meaning.zh}</p>}
            {silent && <p className="soft">{silent}</p>}
          </>
        )}
      </Loaded>
    </section>
  );
};

/** The articles on which a form rests, beside it. */
export const Articles = ({ ids }: { readonly ids: readonly string[] }) => (
  <Card title="依据">
    {ids.map((id) => (
      <Article key={id} id={id} />
    ))}
  </Card>
);
