import * as z from 'zod';

const price = z.number().min(0);

/** List prices, as data with their date: `shared/domain/cost/prices.json`. */
export const prices = z.strictObject({
  /** Day on which the prices were looked up. */
  asOf: z.iso.date(),
  /** Region that they are for. */
  region: z.string(),
  /** Their currency. */
  currency: z.string(),
  /** Where they are published. */
  sources: z.array(z.url()),
  /** A million requests. S3 bills PUT, POST and LIST as writes, GET and HEAD as reads. */
  perMillionRequests: z.strictObject({
    s3Write: price,
    s3Read: price,
    sqs: price,
    sns: price,
    events: price,
    lambda: price,
  }),
  /** A million on-demand units. */
  perMillionUnits: z.strictObject({ dynamodbWrite: price, dynamodbRead: price }),
  /** A GB-second of a function on ARM. */
  lambdaArmGbSecond: price,
  /** A GB kept for a month; recovery is what it costs to be able to go back to any second. */
  perGbMonth: z.strictObject({
    s3Standard: price,
    s3InfrequentAccess: price,
    dynamodb: price,
    dynamodbRecovery: price,
  }),
  /** A GB taken in. */
  perGb: z.strictObject({ logs: price }),
  /** One of them for a month. */
  perMonth: z.strictObject({ alarm: price, secret: price, dashboard: price }),
});
/** List prices. */
export type Prices = z.infer<typeof prices>;

const figure = z.strictObject({
  /** The number. */
  value: z.number().positive(),
  /** Of what, with its unit in the name. */
  of: z.string(),
  /** What prints it. */
  command: z.string(),
});
const figureNames = [
  ...['ingestNsPerRow', 'factBytesPerRow', 'factBytesPerObject', 'dumpBytesPerRow', 'scoreNsPerCustomer'],
  ...['snapshotBytesPerCustomer', 'decisionBytes', 'shardSetBytes', 'assignNsPerItem', 'writesPerItem'],
] as const;
/** tierline's own measurements, with what prints them: `shared/domain/cost/measured.json`. */
export const measuredFile = z.strictObject({
  /** Day of the measurement. */
  asOf: z.iso.date(),
  /** On what. */
  processor: z.string(),
  figures: z.record(z.enum(figureNames), figure),
});
/** What was measured, by name. */
export type Measured = z.infer<typeof measuredFile>['figures'];
