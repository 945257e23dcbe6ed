import { DownloadButton } from '../../parts/download-button.tsx';
import { Card } from '../../parts/page.tsx';
import { useSession } from '../../session.tsx';

/** Proofs of the case, for those who may have them. */
export const Extras = ({ id }: { readonly id: string }) => {
  const { role } = useSession();
  if (role !== 'auditor') return null;
  return (
    <Card title="证明">
      <p className="small soft">以 minglu-verify 离线核对：本案的全部事件没有缺漏、没有改动。</p>
      <div className="row noprint">
        <DownloadButton path={`/proof/case/${encodeURIComponent(id)}`} name={`${id}.proof.json`}>
          完整性证明
        </DownloadButton>
        <DownloadButton path="/checkpoint" name="checkpoint.txt">
          最新检查点
        </DownloadButton>
      </div>
    </Card>
  );
};
