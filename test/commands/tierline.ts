import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../pipeline/start.ts';

/** How a command ended: its exit code, and what it said on stdout and stderr. */
export type Said = { code: number; said: string; problem: string };

/** `npm run tierline -- ...` on a data folder. */
export const tierlineOn =
  (data: string) =>
  async (line: string, ...more: string[]): Promise<Said> => {
    const args = [join(root, 'local/tierline.ts'), ...line.split(' '), '--data', data, ...more];
    const child = spawn(process.execPath, args, { env: { ...process.env, TIERLINE_USER: 'lihua' } });
    let [said, problem] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      problem += text;
    });
    const [code] = await once(child, 'close');
    return { code: Number(code), said, problem };
  };
