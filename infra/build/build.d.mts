export function isBuilt(file: string): boolean;
export function build(root: string): Promise<{ readonly compiled: number; readonly removed: number; readonly total: number }>;
