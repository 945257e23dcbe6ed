import { partingOf, placeAt, type EventStore, type LogLook, type LogPlace } from '@minglu/event-store';
import { otherBranch, tokenNotIssued, type ConsistencyTokens, type TokenContent, type TokenKind } from '@minglu/http';

/** For OpenAPI: the answer to a token that does not stand on the log. */
export const OTHER_BRANCH = {
  status: 409,
  description:
    'other-branch：日志已恢复或为另一日志，details.cursor 为分叉处 / the log was restored or is another; details.cursor is where the two part',
};

/** Nest token of the log in which tokens and cursors stand. */
export const TOKEN_LOG = Symbol('TOKEN_LOG');
type TokenLog = Pick<EventStore, 'look'>;

/** The place of the last event. */
export const placeOfHead = async (log: TokenLog): Promise<LogPlace> => placeAt(log, (await log.look(0)).head);

/** The content of a token. Throws 400 `invalid-request` unless it was issued for this, and bound to the same. */
export const contentOf = (tokens: ConsistencyTokens, kind: TokenKind, token: string, bound?: string): TokenContent => {
  const content = tokens.read(kind, token, bound);
  if (content === null) throw tokenNotIssued(kind);
  return content;
};

/** The log at the place of a token. Throws 409 `other-branch` unless it still has it; the cursor of the problem stands where the two part. */
export const lookAt = async (
  tokens: ConsistencyTokens,
  kind: TokenKind,
  place: LogPlace,
  log: TokenLog,
  bound?: string,
): Promise<LogLook> => {
  const look = await log.look(place.position);
  const parting = partingOf(look, place);
  if (parting === null) return look;
  const fork = parting.after === null ? null : await placeAt(log, parting.after);
  throw otherBranch(kind, parting.cause, { cursor: fork && tokens.issue(kind, fork, {}, bound) });
};
