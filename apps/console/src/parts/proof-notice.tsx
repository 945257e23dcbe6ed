import { useSyncExternalStore } from 'react';
import { proofs } from '../api/proof.ts';

/** Says why sending takes a few seconds while the browser computes a proof of work. */
export const ProofNotice = () =>
  useSyncExternalStore(proofs.subscribe, proofs.isRunning) && (
    <p className="notice" role="status">
      为防止自动程序大量提交，浏览器正在完成一段计算，通常几秒钟。请稍候，不必重复点击。
    </p>
  );
