import type { Faults } from './faults.ts';
import type { Outcome } from './lambda.ts';
import type { PutEvent } from './put-events.ts';
import type { FunctionSpec } from './stack.ts';
import type { AwsEvent, Stats } from './stats.ts';
import type { Published } from './topics.ts';

/** How to start. */
export type StartOptions = {
  /** Cloud assembly that `cdk synth` wrote. */
  assembly: string;
  /** Folder of everything that lasts: `state.sqlite`, objects under `s3/`, logs under `logs/`. */
  dataDir: string;
  /** The clock of events and objects. Waiting (visibility, time-outs) goes by this machine's own. */
  now: () => Date;
  /** Told of everything that happens. */
  onEvent?: (event: AwsEvent) => void;
  /**
   * Time is compressed: a FAILED message comes back after so many seconds instead of its visibility timeout. The clock of the function
   * that gets it says that the timeout has passed: whoever died with a lease is not waited for.
   */
  retryDelaySeconds?: number;
  /** Time is compressed: a poller stops waiting for a fuller batch, whatever the template's window, once nothing else is under way. */
  idleEndsWindows?: boolean;
  /** Processes of one function at most; 2 by default, for a machine of two cores. */
  maxConcurrency?: number;
  /** Folder where V8 keeps compiled bundles; that of the assembly where it is left out. null: none, as on Lambda. */
  compileCache?: string | null;
  /** Nothing is taken from the queues: to look at what is there, and to change it by hand. */
  paused?: boolean;
  /**
   * Time is compressed: a message that asks for a delay waits for so many seconds. Where that is less than it asks for, they begin once all
   * that ran at its sending has ended.
   */
  shortened?: (delaySeconds: number) => number;
  /** What goes wrong; nothing where left out. */
  faults?: Faults;
};

/** Messages that lie in a queue. */
export type Lying = { queue: string; messages: { id: string; body: string; receives: number }[] };

/** A stack that runs on this machine. */
export type EmbeddedAws = {
  /** Address of the gateway, for SDK clients (S3 path style). */
  endpoint: string;
  region: string;
  /** The operator's key: may do everything. */
  credentials: { accessKeyId: string; secretAccessKey: string };
  /** What `Ref` says, by logical id and by construct path (`Storage/Landing`); and outputs by their logical id. */
  outputs: Readonly<Record<string, string>>;
  /** Functions by physical name, with memory in MB and the folder of the bundle. */
  functions: readonly Pick<FunctionSpec, 'name' | 'memoryMb' | 'directory'>[];
  /** Schedules by physical name, with their expression and zone. */
  schedules: readonly { name: string; expression: string; timeZone: string; enabled: boolean }[];
  /**
   * Does what Scheduler does when the schedule (physical name, logical id or construct path) is due at `at`; resolves
   * when the event is safely kept, not when it is handled.
   */
  fire: (schedule: string, at: Date) => Promise<void>;
  /** Fires the enabled schedules whenever the injected clock passes a due time after `from`, until the function it answers is called. */
  runSchedules: (from: Date) => () => void;
  /** Invokes a function and waits for its answer. */
  invoke: (functionName: string, event: unknown) => Promise<Outcome>;
  /** Resolves when nothing is left to do: queues that feed functions are empty and nothing runs. Dead letters do not count. */
  idle: () => Promise<void>;
  /** What lies in the queues for what was given up; the first 100 of each. */
  deadLetters: () => Lying[];
  /** What lies in the queues that feed functions, in somebody's hands or not; the first 100 of each. */
  waiting: () => Lying[];
  /** What was published, oldest first, also before a restart. */
  published: () => Published[];
  /** What functions put on the default event bus, oldest first, also before a restart. */
  events: () => PutEvent[];
  /** Counts since this start. */
  stats: () => Stats;
  /**
   * Empties queues, tables and buckets, as if the stack were new; secrets stay, and processes stay warm.
   * @throws Error where something is still under way
   */
  clear: () => Promise<void>;
  /** Ends everything; what was under way is taken up at the next start on the same folder. */
  stop: () => Promise<void>;
};
