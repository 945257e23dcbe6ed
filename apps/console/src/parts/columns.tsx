import { Link } from '@tanstack/react-router';
import { provinceName } from '../names.ts';

/** Columns that several tables have. */

/** An applicant, with a link to its case. */
export const caseColumn = (title: string) => ({
  title,
  value: ({ caseId, applicantName }: { readonly caseId: string; readonly applicantName: string }) => (
    <Link to="/cases/$caseId" params={{ caseId }}>
      {applicantName}
    </Link>
  ),
});

/** A holder, with a link to its title. */
export const HOLDER = {
  title: '持有者',
  value: ({ titleId, applicantName }: { readonly titleId: string; readonly applicantName: string }) => (
    <Link to="/titles/$titleId" params={{ titleId }}>
      {applicantName}
    </Link>
  ),
};

export const PROVINCE = {
  title: '省份',
  value: ({ provinceCode }: { readonly provinceCode: string }) => provinceName(provinceCode),
};
