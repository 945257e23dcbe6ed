import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { DownloadButton } from '../../parts/download-button.tsx';
import { Card } from '../../parts/page.tsx';
import { useSession } from '../../session.tsx';

const INVESTIGATES = new Set(['ministry-officer', 'ministry-approver', 'auditor']);

/** The desks of the case, and its proofs, for those who may have them. */
export const Extras = memo(({ id }: { readonly id: string }) => {
  const { role } = useSession();
  return (
    <>
      {INVESTIGATES.has(role) && (
        <Card title="调查和处理">
          <ul className="plain">
            <li>
              <Link to="/cases/$caseId/investigation" params={{ caseId: id }}>
                调查台
              </Link>
            </li>
            <li>
              <Link to="/cases/$caseId/revocation" params={{ caseId: id }}>
                取消资格、退出的程序
              </Link>
            </li>
          </ul>
        </Card>
      )}
      {role === 'auditor' && <Proofs id={id} />}
    </>
  );
});

const Proofs = ({ id }: { readonly id: string }) => {
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
