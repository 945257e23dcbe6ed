import { useEffect, type ReactNode } from 'react';

/** The frame of a page: its title stands in the window too. */
export const Page = ({ title, extra, children }: { readonly title: string; readonly extra?: ReactNode; readonly children: ReactNode }) => {
  useEffect(() => {
    document.title = `${title} · 名录`;
  }, [title]);
  return (
    <>
      <div className="row spread">
        <h1>{title}</h1>
        <div className="row noprint">{extra}</div>
      </div>
      {children}
    </>
  );
};

export const Card = ({
  title,
  extra,
  children,
  id,
}: {
  readonly title: string;
  readonly extra?: ReactNode;
  readonly children: ReactNode;
  readonly id?: string;
}) => (
  <section className="card" id={id} aria-label={title}>
    <div className="row spread">
      <h2>{title}</h2>
      <div className="row noprint">{extra}</div>
    </div>
    {children}
  </section>
);
