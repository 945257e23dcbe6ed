import { Button, Progress } from 'antd';
import { useRef, useState } from 'react';
import { identity, Problem, type Schemas } from '../api/client.ts';
import { uploadFile } from './upload.ts';

export interface NamedFile {
  readonly name?: string;
  readonly sha256?: string;
  readonly kind?: string;
}

const headersOfPage = (): Headers => {
  const headers = new Headers();
  if (identity.role !== null) headers.set('minglu-role', identity.role);
  if (identity.csrf !== null) headers.set('minglu-csrf', identity.csrf);
  return headers;
};

/** Uploads a file and names it by its digest. A break can be gone on with: chosen again, the file continues where it stopped. */
export const FileField = ({
  id,
  value,
  onChange,
  onTicket,
  label,
  accept,
}: {
  readonly id: string;
  readonly value?: NamedFile | undefined;
  readonly onChange?: (value: NamedFile) => void;
  readonly onTicket?: ((ticket: string) => void) | undefined;
  readonly label: string;
  readonly accept?: string | undefined;
}) => {
  const input = useRef<HTMLInputElement>(null);
  const running = useRef<AbortController>(undefined);
  const [progress, setProgress] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [findings, setFindings] = useState<Schemas['FileFindingDto'][]>([]);
  const start = async (file: File): Promise<void> => {
    running.current = new AbortController();
    setProblem(null);
    setProgress(0);
    try {
      const stored = await uploadFile(file, headersOfPage(), setProgress, running.current.signal);
      if (stored.ticket) onTicket?.(stored.ticket);
      setFindings(stored.findings);
      onChange?.({ ...value, name: value?.name || file.name, sha256: stored.sha256 });
    } catch (error) {
      setProblem(error instanceof Problem ? error.zh : '上传中断。再次选择同一文件即可续传。');
    } finally {
      setProgress(null);
    }
  };
  return (
    <div>
      <input
        ref={input}
        id={id}
        type="file"
        accept={accept}
        className="visually-hidden"
        aria-label={label}
        tabIndex={-1}
        onChange={({ target }) => {
          const file = target.files?.[0];
          target.value = '';
          if (file) void start(file);
        }}
      />
      <div className="row">
        <Button onClick={() => input.current?.click()} loading={progress !== null} aria-describedby={`${id}-state`}>
          {value?.sha256 ? '更换文件' : '选择文件'}
        </Button>
        {progress !== null && <Button onClick={() => running.current?.abort()}>取消</Button>}
        <span id={`${id}-state`} role="status">
          {value?.sha256 ? `已上传：${value.name ?? ''}（SHA-256 ${value.sha256.slice(0, 12)}…）` : '尚未上传'}
        </span>
      </div>
      {progress !== null && <Progress percent={Math.round(progress * 100)} aria-label="上传进度" />}
      {problem !== null && (
        <p role="alert" className="problem">
          {problem}
        </p>
      )}
      {findings.map(({ code, message }) => (
        <p key={code} className="notice warn">
          {message.zh}
        </p>
      ))}
    </div>
  );
};
