import { App, Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { Problem } from '../api/client.ts';
import { download } from '../api/download.ts';

export const DownloadButton = ({
  path,
  name,
  children,
}: {
  readonly path: string;
  readonly name: string;
  readonly children: ReactNode;
}) => {
  const { message } = App.useApp();
  const [isBusy, setBusy] = useState(false);
  const [part, setPart] = useState(0);
  const run = async (): Promise<void> => {
    setBusy(true);
    setPart(0);
    try {
      await download(path, name, setPart);
    } catch (error) {
      void message.error(error instanceof Problem ? error.zh : '未能下载，请重试。');
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button loading={isBusy} onClick={() => void run()}>
      {children}
      {isBusy && part > 0 && part < 1 ? `（${Math.round(part * 100)} %）` : ''}
    </Button>
  );
};
