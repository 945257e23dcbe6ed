import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { App } from 'antd';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Problem } from './api/client.ts';
import { router } from './router.tsx';
import { SessionProvider } from './session.tsx';
import './styles.css';
import { Theme } from './theme.tsx';

dayjs.locale('zh-cn');

const RETRIES = 2;
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // Without a network a question fails and says so. By default it would wait for the network and say nothing.
      networkMode: 'always',
      // A refusal stays a refusal. Only a service that is away is asked again, unless the person has waited for it already.
      retry: (failures, error) =>
        failures < RETRIES && !(error instanceof Problem && (error.code === 'no-answer' || (error.status >= 400 && error.status < 500))),
    },
  },
});

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Theme>
      <App>
        <QueryClientProvider client={queries}>
          <SessionProvider waiting={<p role="status">正在载入…</p>}>
            <RouterProvider router={router} />
          </SessionProvider>
        </QueryClientProvider>
      </App>
    </Theme>
  </StrictMode>,
);
