import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';

/** What a version left behind after a night: files of the data folder's `aws`, base64, and messages of each queue. */
export type Packed = { files: Record<string, string>; messages: { queue: string; body: string }[] };

/** Puts it into a data folder; answers the messages. */
export const unpack = async (from: string, data: string): Promise<Packed['messages']> => {
  const { files, messages } = JSON.parse(zstdDecompressSync(await readFile(from)).toString()) as Packed;
  for (const [path, content] of Object.entries(files)) {
    const file = join(data, 'aws', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, Buffer.from(content, 'base64'));
  }
  return messages;
};
