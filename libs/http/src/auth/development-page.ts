import { createHash } from 'node:crypto';

/** A person that the development issuer lets anyone be. Marked as a sample (样例). */
export interface SamplePerson {
  readonly person: string;
  readonly roles: readonly string[];
  readonly org: string;
  /** As the page shows it. */
  readonly zh: string;
}

/** A role that the page offers, with its Chinese name. */
export type RoleNames = Readonly<Record<string, string>>;

const STYLE = `body{font-family:sans-serif;max-width:40rem;margin:2rem auto;padding:0 1rem;line-height:1.6}
button{font-size:1rem;padding:.5rem 1rem;margin:.2rem 0;width:100%;text-align:left}
p.mark{border:2px solid #b00;color:#b00;padding:.5rem 1rem}label{display:block;margin:.5rem 0}`;

/** Nothing but the page itself: no script, no other origin, in no frame. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

/** @param request the parameters of the authorization request, which the page sends back with the choice */
export const choicePage = (request: Readonly<Record<string, string>>, persons: readonly SamplePerson[], roles: RoleNames): string => {
  const hidden = Object.entries(request)
    .map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`)
    .join('');
  const buttons = persons
    .map(({ person, org, zh }) => `<button name="person" value="${escaped(person)}">${escaped(zh)}（${escaped(org)}）</button>`)
    .join('\n');
  const options = Object.entries(roles)
    .map(([role, zh]) => `<option value="${escaped(role)}">${escaped(zh)}</option>`)
    .join('');
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>样例登录</title><style>${STYLE}</style></head><body>
<h1>名录：样例登录</h1>
<p class="mark">仅供开发和演示：下列均为样例人员，任何人都可以选用。正式环境不提供本页，须接入统一身份认证。</p>
<form method="get" action="/issuer/authorize">${hidden}
<h2>选择样例人员</h2>
${buttons}
</form>
<form method="get" action="/issuer/authorize">${hidden}
<h2>或指定角色和机构</h2>
<label>角色 <select name="role">${options}</select></label>
<label>机构（MIIT、行政区划代码或园区标识） <input name="org" required maxlength="64"></label>
<button>登录</button>
</form>
</body></html>
`;
};
