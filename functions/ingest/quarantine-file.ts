import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import type { ObjectStore } from '../../shared/aws/object-store.ts';
import type { QuarantinedRow } from '../../shared/contracts/receipt.ts';

/**
 * The refused rows of one dump as JSON Lines, uploaded while they come, so that any number of them fits in memory. The
 * object is made with the first row: a dump without refused rows has none.
 */
export const quarantineFile = (store: Pick<ObjectStore, 'upload'>, key: string) => {
  let lines: PassThrough | undefined;
  let uploaded: Promise<void> = Promise.resolve();
  const open = (): PassThrough => {
    const stream = new PassThrough();
    // A failed upload destroys the stream; it is reported by `uploaded`, once.
    stream.on('error', () => undefined);
    uploaded = store.upload(key, stream, 'application/x-ndjson');
    uploaded.catch(() => undefined);
    return stream;
  };
  return {
    /** Adds rows, and waits where the upload is slower than the reading. */
    async write(rows: readonly QuarantinedRow[]): Promise<void> {
      if (rows.length === 0) return;
      lines ??= open();
      const text = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
      if (!lines.write(text)) await Promise.race([once(lines, 'drain'), uploaded]);
    },
    /** Ends the file; answers its key, or null where no row was refused. @throws where the upload failed */
    async close(): Promise<string | null> {
      lines?.end();
      await uploaded;
      return lines ? key : null;
    },
    /** Gives the file up: nothing of it is kept. */
    async abandon(): Promise<void> {
      lines?.destroy(new Error('the dump was given up'));
      await uploaded.catch(() => undefined);
    },
  };
};
