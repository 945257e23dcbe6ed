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
  const run = async (): Promise<void> => {
    setBusy(true);
    try {
      await download(path, name);
    } catch (error) {
      void message.error(error instanceof Problem ? error.zh : '未能下载，请重试。');
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button loading={isBusy} onClick={() => void run()}>
      {children}
    </Button>
  );
};
