/** The sessions of browsers as OpenAPI describes them. Their routes are added to the server, not to Nest, so no reflection finds them. */

/** The ways in which a caller says who he is: a token, or the session of a browser. */
export const SECURITY_SCHEMES = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT (RFC 9068)',
    description:
      '身份认证服务（OpenID Connect）签发的访问令牌；有多个角色的，以 Minglu-Role 指明其一 / an access token of the identity provider (OpenID Connect); a holder of several roles names one in Minglu-Role',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-minglu-session',
    description:
      '浏览器会话，自 GET /session/login 取得；提交须带 Minglu-CSRF / the session of a browser, from GET /session/login; a change needs Minglu-CSRF',
  },
} as const;

/** Header parameters of every act. */
export const CALLER_HEADERS = [
  {
    name: 'Minglu-Role',
    in: 'header',
    required: false,
    description: '有多个角色的，指明以何角色办理 / the role in which a holder of several acts',
    schema: { type: 'string' },
  },
  {
    name: 'Minglu-On-Behalf-Of',
    in: 'header',
    required: false,
    description: '受托代办的，指明委托人 / the person whose work a delegate does',
    schema: { type: 'string' },
  },
  {
    name: 'Minglu-CSRF',
    in: 'header',
    required: false,
    description: '以会话提交时须带：GET /session 的 csrfToken / the csrfToken of GET /session; needed with a session, not with a token',
    schema: { type: 'string' },
  },
];

const redirect = (description: string) => ({
  description,
  headers: { Location: { description: '前往的地址 / where the browser goes', schema: { type: 'string', format: 'uri-reference' } } },
});
const text = (description: string, more: object = {}) => ({ type: 'string', description, ...more });
const json = (description: string, properties: Readonly<Record<string, object>>) => ({
  description,
  content: {
    'application/json': { schema: { type: 'object', required: Object.keys(properties), properties, additionalProperties: false } },
  },
});
const tags = ['session'];

export const SESSION_PATHS = {
  '/session': {
    get: {
      operationId: 'getSession',
      tags,
      'x-service': 'gateway',
      summary: '当前是谁 / who the caller is',
      security: [{ bearer: [] }, { session: [] }],
      parameters: [CALLER_HEADERS[0]],
      responses: {
        '200': json('当前人员 / the caller', {
          person: text('人员标识 / the person'),
          org: text('机构：MIIT、行政区划代码或园区标识 / MIIT, a division code or the id of a park'),
          role: text('本次所用角色；有多个而未指明的为 null / the role of this request; null if several are held and none is named', {
            type: ['string', 'null'],
          }),
          roles: { type: 'array', items: { type: 'string' }, description: '可用的角色 / the roles that may be named in Minglu-Role' },
          csrfToken: text('提交时放入 Minglu-CSRF；以令牌访问的为 null / for Minglu-CSRF; null for a caller with a token', {
            type: ['string', 'null'],
          }),
          expiresAt: text('会话或令牌的终止时刻 / when the session or the token ends', { format: 'date-time' }),
        }),
      },
    },
  },
  '/session/login': {
    get: {
      operationId: 'beginSession',
      tags,
      'x-service': 'gateway',
      summary: '登录：转到身份认证服务 / sign in at the identity provider',
      security: [],
      parameters: [
        {
          name: 'returnTo',
          in: 'query',
          required: false,
          description: '登录后回到的本站路径 / the path of this server to come back to',
          schema: { type: 'string', default: '/' },
        },
      ],
      responses: { '302': redirect('转到身份认证服务 / to the identity provider') },
    },
  },
  '/session/callback': {
    get: {
      operationId: 'completeSession',
      tags,
      'x-service': 'gateway',
      summary: '身份认证服务返回之处 / where the identity provider sends the browser back',
      security: [],
      parameters: ['code', 'state', 'iss', 'error'].map((name) => ({
        name,
        in: 'query',
        required: false,
        description: 'OpenID Connect',
        schema: { type: 'string' },
      })),
      responses: { '303': redirect('会话已建立 / the session is there') },
    },
  },
  '/session/logout': {
    post: {
      operationId: 'endSession',
      tags,
      'x-service': 'gateway',
      summary: '退出 / sign out',
      security: [{ session: [] }],
      parameters: [CALLER_HEADERS[1]],
      responses: {
        '200': json('会话已终止 / the session has ended', {
          location: text(
            '页面应前往此处，以在身份认证服务也退出；没有的为 null / where the page goes to sign out there too; null if there is none',
            {
              type: ['string', 'null'],
            },
          ),
        }),
      },
    },
  },
};
