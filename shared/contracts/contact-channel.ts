import * as z from 'zod';

/** How a customer is contacted. */
export const contactChannel = z.enum(['call', 'message', 'visit'], { error: 'not one of call, message, visit' });
/** How a customer is contacted. */
export type ContactChannel = z.infer<typeof contactChannel>;
