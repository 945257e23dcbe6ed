import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { Button, Modal } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { ErrorBoundary } from './parts/error-boundary.tsx';
import { LiveProvider } from './live.tsx';
import { roleName } from './names.ts';
import { pagesFor } from './pages.ts';
import { signInAddress, useSession } from './session.tsx';
import { useMode } from './theme.tsx';

const Who = () => {
  const { person, role, chooseRole, signOut } = useSession();
  const { mode, toggle } = useMode();
  return (
    <div className="who">
      {person === null ? (
        <>
          <span>公众</span>
          <a href={signInAddress()}>登录</a>
        </>
      ) : (
        <>
          <span>
            {person.person}（{person.org}）
          </span>
          {person.roles.length > 1 ? (
            <select aria-label="当前角色" value={role} onChange={({ target }) => chooseRole(target.value)}>
              {person.roles.map((one) => (
                <option key={one} value={one}>
                  {roleName(one)}
                </option>
              ))}
            </select>
          ) : (
            <span>{roleName(role)}</span>
          )}
          <button type="button" className="plain" onClick={() => void signOut()}>
            退出
          </button>
        </>
      )}
      <button type="button" className="plain" onClick={toggle}>
        {mode === 'light' ? '深色' : '浅色'}
      </button>
    </div>
  );
};

const Menu = () => {
  const { role } = useSession();
  return (
    <nav aria-label="主导航" className="noprint">
      <ul className="menu">
        {pagesFor(role).map(({ to, title }) => (
          <li key={to}>
            <Link to={to} activeOptions={{ exact: to === '/', includeSearch: false }} activeProps={{ 'aria-current': 'page' }}>
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
};

/** The session has ended while the page was open: the page stays as it is, so no input is lost. */
const EndedSession = () => {
  const { hasEnded, resume } = useSession();
  const [obstacle, setObstacle] = useState<string | null>(null);
  return (
    <Modal open={hasEnded} title="登录已失效" closable={false} footer={null} destroyOnHidden afterClose={() => setObstacle(null)}>
      <p>本页内容和已填写的内容仍在。请在新窗口重新登录，然后回到本页继续。</p>
      {obstacle !== null && (
        <p role="alert" className="problem">
          {obstacle}
        </p>
      )}
      <div className="row">
        <Button type="primary" href="/session/login?returnTo=%2Fconsole%2Fsigned-in" target="_blank" rel="opener">
          在新窗口登录
        </Button>
        <Button onClick={() => void resume().then(setObstacle)}>已登录，继续</Button>
      </div>
    </Modal>
  );
};

/** A new page begins at its heading, for those who do not see it. */
const useFocusOnMain = () => {
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  useEffect(() => {
    if (isFirst.current) isFirst.current = false;
    else main.current?.focus({ preventScroll: false });
  }, [path]);
  return { main, path };
};

export const Shell = ({ children }: { readonly children?: ReactNode }) => {
  const { person } = useSession();
  const { main, path } = useFocusOnMain();
  return (
    <LiveProvider>
      <a className="skip" href="#main">
        跳到正文
      </a>
      <header>
        <div className="bar">
          <Link to="/" className="brand">
            名录
          </Link>
          <span>中国软件名城、中国软件名园称号管理</span>
          <Who />
        </div>
        {person?.person.startsWith('sample-') && (
          <div className="sample">
            样例环境：所列人员、案卷和文号均为样例，任何人都可以选用。 <Link to="/tour">样例导览</Link>
          </div>
        )}
        <Menu />
      </header>
      <main id="main" tabIndex={-1} ref={main} style={{ outline: 'none' }}>
        <ErrorBoundary key={path}>{children ?? <Outlet />}</ErrorBoundary>
      </main>
      <footer className="foot">
        依据《中国软件名城管理办法》（工信部信发〔2022〕168号）· <a href="/docs">接口</a> · <Link to="/provisions">条文</Link> ·{' '}
        <Link to="/help">帮助</Link>
      </footer>
      <EndedSession />
    </LiveProvider>
  );
};
