import { hash } from 'node:crypto';

/** The files that the sample names. */
export const SAMPLE_KINDS = [
  'written-application-report',
  'application-report-document',
  'creation-application-form',
  'creation-work-plan',
  'self-assessment-report',
  'review-application',
  'site-visit',
] as const;

/** A PDF of one empty page, with its kind in a comment. */
export const sampleFile = (kind: string): { readonly sha256: string; readonly bytes: Buffer } => {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>',
  ].map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`);
  const head = `%PDF-1.7\n% sample/${kind}\n`;
  const offsets = objects.map((_, index) => head.length + objects.slice(0, index).join('').length);
  const body = head + objects.join('');
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const table = `xref\n0 4\n0000000000 65535 f \n${rows}trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  const bytes = Buffer.from(body + table);
  return { sha256: hash('sha256', bytes), bytes };
};
