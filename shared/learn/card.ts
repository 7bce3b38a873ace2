import * as z from 'zod';
import { scorecardOf } from '../contracts/policy/scorecard.ts';

/** A scorecard over the columns of any table, in the contract of the hand-written ones. */
export const card = scorecardOf(z.string().min(1));
/** A scorecard over the columns of any table. */
export type Card = z.infer<typeof card>;
/** How one feature of a card gives points. */
export type CardFeature = Card['features'][number];
