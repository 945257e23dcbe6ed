export const TITLE_STATE_LABELS = { valid: '有效', rectification: '整改中', exited: '已退出', cancelled: '授予已撤销' } as const;
export const PROGRAMME_LABELS = { city: '名城', park: '名园' } as const;
