import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { replyKey } from '../contracts/landed-reply.ts';

/** Puts replies into the landing bucket, each once; `gatherReplies` makes dumps of outcomes of them. */
export const landReply =
  (client: S3Client, bucket: string) =>
  async (period: string, name: string, body: string): Promise<boolean> => {
    try {
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: replyKey(period, name),
          Body: body,
          ContentType: 'application/x-ndjson',
          // The one write that decides whether a form was sent before.
          IfNoneMatch: '*',
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === 'PreconditionFailed') return false;
      throw error;
    }
  };
