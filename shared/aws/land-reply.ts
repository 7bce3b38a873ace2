import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** The upstream system that replies come from, in keys of the landing bucket. */
export const replySource = 'reply-page';

/**
 * Drops replies into the landing bucket, where they are dumps of outcomes like any other: each a part of its own, so that none
 * takes the place of another.
 */
export const landReply =
  (client: S3Client, bucket: string) =>
  async (period: string, name: string, body: string): Promise<boolean> => {
    try {
      await client.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: `feed=outcomes/period=${period}/source=${replySource}/part=${name}/reply.jsonl`,
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
