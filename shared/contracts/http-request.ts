import * as z from 'zod';

/** API Gateway's event of a request, payload format 2.0; only the members that tierline reads. */
export const httpRequest = z.object({
  version: z.literal('2.0'),
  /** Which route of the API it came by: `GET /r/{link}`. */
  routeKey: z.string(),
  /** Names in lower case; repeated ones joined by commas. */
  headers: z.record(z.string(), z.string()).default({}),
  queryStringParameters: z.record(z.string(), z.string()).default({}),
  pathParameters: z.record(z.string(), z.string()).default({}),
  requestContext: z.object({
    /** When it came, milliseconds since 1970: the page's only clock. */
    timeEpoch: z.number(),
    /** Unique to the request. */
    requestId: z.string().min(1),
  }),
  body: z.string().optional(),
  /** Whatever is not text comes in Base64, forms among it. */
  isBase64Encoded: z.boolean(),
});
/** A request of the API. */
export type HttpRequest = z.infer<typeof httpRequest>;

/** What a function answers. */
export type HttpAnswer = { statusCode: number; headers: Record<string, string>; body: string };
