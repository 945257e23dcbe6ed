import { decoder, id } from '@minglu/kernel';

/** Tests an id before it is looked up: PostgreSQL throws for some strings that are no ids, like one with NUL. */
export const isId = decoder(id());
