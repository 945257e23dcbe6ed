import { oneOf, Type } from '@minglu/kernel';

export const PROGRAMMES = ['city', 'park'] as const;
export type Programme = (typeof PROGRAMMES)[number];
export const programme = () => oneOf(...PROGRAMMES);

export const TRACKS = ['creation-application', 'evaluation', 'review'] as const;
export type Track = (typeof TRACKS)[number];
export const track = () => oneOf(...TRACKS);

/** Schema of the year of a campaign or an evaluation. */
export const programmeYear = () => Type.Integer({ minimum: 2010, maximum: 2100 });
