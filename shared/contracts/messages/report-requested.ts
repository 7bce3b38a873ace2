import * as z from 'zod';

/** Queue `report`: the work of a run is given out, and its report may be made. Everything else lies beside the run. */
export const reportRequested = z.object({
  /** Version of this message. */
  version: z.literal(1),
  /** The run, as in its ledger row. */
  runId: z.string().min(1),
});
/** The work of a run is given out, and its report may be made. */
export type ReportRequested = z.infer<typeof reportRequested>;
