import type { Mover } from '../../shared/domain/facts/dump-moves.ts';
import { addCard, listCards, promoteCard, rollBackCard, showCard } from '../cards/cards.ts';
import { trainFacts } from '../cards/train-facts.ts';
import { doctor } from '../doctor/doctor.ts';
import { redrive, retryRun } from '../doctor/redrive.ts';
import type { Progress } from '../progress.ts';
import { reshard } from '../reshard/reshard.ts';
import type { Paint } from '../summary/table.ts';
import { showAgents } from './agents.ts';
import type { Answer } from './answer.ts';
import type { Command } from './arguments.ts';
import { listDumps, moveDump, showDump } from './dumps.ts';
import { explainCustomer } from './explain.ts';
import { listGuards, resumePlaybook, showGuard } from './guard.ts';
import { showHistory } from './history.ts';
import { showMoves } from './moves.ts';
import { showPromises } from './promises.ts';
import { showQuarantine } from './quarantine.ts';
import { replayRun } from './replay.ts';
import { showReport } from './report.ts';
import { listRuns, showRun } from './runs.ts';
import type { Target } from './target.ts';
import { showVisits } from './visits.ts';
import { showWaivers } from './waivers.ts';
import { whatIf } from './whatif.ts';
import { whyNotCustomer } from './why-not.ts';

/**
 * Does a command on a stack.
 *
 * @param mover who asks, and when
 * @param progress told how far long work is
 * @throws CommandError with the reason where it cannot be done
 */
export const runCommand = (
  command: Exclude<Command, { name: 'help' }>,
  target: Target,
  mover: Mover,
  paint: Paint,
  progress: Progress,
): Promise<Answer> => {
  switch (command.name) {
    case 'train':
      return trainFacts(target, command, mover, paint, progress);
    case 'cards list':
      return listCards(target, paint);
    case 'cards show':
      return showCard(target, command, paint);
    case 'cards promote':
      return promoteCard(target, command.card, mover);
    case 'cards rollback':
      return rollBackCard(target, mover);
    case 'cards add':
      return addCard(target, command.card, mover, paint, progress);
    case 'dumps list':
      return listDumps(target, command, paint);
    case 'dumps show':
      return showDump(target, command.id, paint);
    case 'dumps release':
      return moveDump(target, { id: command.id, to: 'release', slice: command.slice }, mover);
    case 'dumps retract':
      return moveDump(target, { id: command.id, to: 'retract' }, mover);
    case 'runs list':
      return listRuns(target, paint);
    case 'runs show':
      return showRun(target, command.id, paint);
    case 'runs retry':
      return retryRun(target, command.id);
    case 'redrive':
      return redrive(target, command.queue);
    case 'reshard':
      return reshard(target, command, mover);
    case 'doctor':
      return doctor(target, command.lang, mover.at, paint);
    case 'agents':
      return showAgents(target, command, paint);
    case 'guard list':
      return listGuards(target, command, paint);
    case 'guard show':
      return showGuard(target, command, paint);
    case 'guard resume':
      return resumePlaybook(target, command, mover);
    case 'quarantine show':
      return showQuarantine(target, command.id, command.limit, paint);
    case 'runs moves':
      return showMoves(target, command, paint, progress);
    case 'history':
      return showHistory(target, command, paint);
    case 'explain':
      return explainCustomer(target, command, paint);
    case 'why-not':
      return whyNotCustomer(target, command, paint);
    case 'replay':
      return replayRun(target, command.run, paint, progress);
    case 'visits':
      return showVisits(target, command, paint);
    case 'promises':
      return showPromises(target, command, paint);
    case 'report':
      return showReport(target, command, paint);
    case 'waivers':
      return showWaivers(target, command, paint);
    case 'whatif':
      return whatIf(target, command, paint, progress);
  }
};
