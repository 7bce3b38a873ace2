import * as z from 'zod';

/** Queue `work-plan`: a run has closed, and its work may be given out. Everything else lies beside the run. */
export const workPlanRequested = z.object({
  /** Version of this message. */
  version: z.literal(1),
  /** The run, as in its ledger row. */
  runId: z.string().min(1),
});
/** A run has closed, and its work may be given out. */
export type WorkPlanRequested = z.infer<typeof workPlanRequested>;
