interface Finding {
  readonly file: string;
  readonly line: number;
  readonly rule: 'long' | 'opening' | 'hinge' | 'chinese';
  readonly text: string;
}
export const LONGEST: number;
export const RULES: Readonly<Record<Finding['rule'], string>>;
export function check(file: string, text: string): { findings: Finding[]; lines: number; banned: number };
