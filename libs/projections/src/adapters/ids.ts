import { decoder, id } from '@minglu/kernel';

/** What cannot be an id is not looked up: PostgreSQL would refuse some of it (NUL) as an error. */
export const isId = decoder(id());
