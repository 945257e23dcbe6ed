import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { api, dataOf } from '../api/client.ts';
import { Facts } from '../parts/facts.tsx';
import { Card, Page } from '../parts/page.tsx';
import { ProvisionLink, useProvision } from '../parts/provision.tsx';
import { Loaded } from '../parts/states.tsx';
import { deadlineName, provisionName, word } from '../names.ts';

/** All provisions, by their text. */
export const Provisions = () => {
  const query = useQuery({ queryKey: ['provisions'], staleTime: Infinity, queryFn: () => dataOf(api.GET('/provisions')) });
  return (
    <Page title="条文">
      <Loaded query={query}>
        {({ items }) =>
          [...new Set(items.map(({ instrument }) => instrument))].map((instrument) => (
            <Card key={instrument} title={word(instrument)}>
              <ul className="plain">
                {items
                  .filter((one) => one.instrument === instrument)
                  .map(({ id }) => (
                    <li key={id}>
                      <ProvisionLink id={id} />
                    </li>
                  ))}
              </ul>
            </Card>
          ))
        }
      </Loaded>
    </Page>
  );
};

/** One provision: its words, its meaning, and where the system rests on it. */
export const OneProvision = () => {
  const { instrument, number } = useParams({ from: '/provisions/$instrument/$number' });
  const id = `${instrument}/${number}`;
  const query = useProvision(id);
  return (
    <Page title={provisionName(id)} extra={<Link to="/provisions">全部条文</Link>}>
      <Loaded query={query}>
        {({ text, meaning, silent, instrumentTitle, documentNumber, commands, deadlines }) => (
          <div className="columns">
            <Card title="原文">
              {text.map((paragraph) => (
                <p key={paragraph}>{paragraph}</p>
              ))}
              {meaning && <p className="soft">含义：{meaning.zh}</p>}
              {silent && <p className="notice">条文未作规定：{silent}</p>}
            </Card>
            <Card title="适用">
              <Facts
                items={[
                  ['文件', instrumentTitle.zh],
                  ['文号', documentNumber],
                  ['期限', deadlines.map(deadlineName).join('、')],
                  ['办理事项', commands.map(({ title }) => title.zh).join('、')],
                ]}
              />
            </Card>
          </div>
        )}
      </Loaded>
    </Page>
  );
};
