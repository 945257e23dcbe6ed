import { App, Button } from 'antd';
import { Link } from '@tanstack/react-router';

/** The number of a receipt. The sender copies or prints it, since the outcome is told for this number alone. */
export const ReceiptNumber = ({ number }: { readonly number: string }) => {
  const { message } = App.useApp();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(number);
      void message.success('回执号已复制。');
    } catch {
      // Some browsers forbid it. The number can still be selected.
      void message.error('浏览器不允许复制，请选中回执号后手工复制。');
    }
  };
  return (
    <>
      <p>
        回执号：
        <output className="receiptnumber" aria-label="回执号">
          {number}
        </output>
      </p>
      <p>请保存回执号，凭以查询办理情况。遗失后无法补发。</p>
      <div className="row noprint">
        <Button onClick={() => void copy()}>复制回执号</Button>
        <Button onClick={() => print()}>打印回执</Button>
        <Link to="/receipts">凭回执号查询</Link>
      </div>
    </>
  );
};
