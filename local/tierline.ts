import { userInfo } from 'node:os';
import { readCommand } from './commands/arguments.ts';
import { CommandError } from './commands/command-error.ts';
import { help } from './commands/help.ts';
import { runCommand } from './commands/run-command.ts';
import { localTarget, stackTarget } from './commands/target.ts';
import { isFileCommand, runFileCommand } from './learn/file-command.ts';
import { root } from './operator.ts';
import { progressOn } from './progress.ts';
import { costCommand } from './scale/cost-command.ts';
import { painter } from './summary/table.ts';
import { teardownCommand } from './teardown/command.ts';

/** Who gives the word, for the ledger: named by hand, else as this machine knows the person. */
const user = (): string => process.env.TIERLINE_USER || userInfo().username;

/** `npm run tierline`. Answers the exit code: 0 done, 1 not done, else what the command says. */
const main = async (): Promise<number> => {
  try {
    if (isFileCommand(process.argv.slice(2))) return await runFileCommand(process.argv.slice(2));
    if (process.argv[2] === 'cost') {
      const { lines, json, asJson } = await costCommand(process.argv.slice(3));
      console.log(asJson ? JSON.stringify(json, null, 2) : lines.join('\n'));
      return 0;
    }
    if (process.argv[2] === 'teardown') {
      const paint = painter(process.stderr.isTTY === true && !process.env.NO_COLOR);
      console.log((await teardownCommand(process.argv.slice(3), paint)).join('\n'));
      return 0;
    }
    const command = readCommand(process.argv.slice(2));
    if (command.name === 'help') {
      console.log(help);
      return 0;
    }
    const now = () => new Date();
    const progress = progressOn(process.stderr);
    const target = command.stack ? await stackTarget(command.stack) : await localTarget(root, command.data, now);
    try {
      const paint = painter(process.stdout.isTTY === true && !process.env.NO_COLOR && !command.json);
      const mover = { at: now().toISOString(), by: user() };
      const { lines, json, code = 0 } = await runCommand(command, target, mover, paint, progress);
      console.log(command.json ? JSON.stringify(json, null, 2) : lines.join('\n'));
      return code;
    } finally {
      progress.stop();
      await target.close();
    }
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    console.error(`${error.message}\n(npm run --silent tierline -- help shows the commands)`);
    return 1;
  }
};

process.exitCode = await main();
