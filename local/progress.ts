import { Presets, SingleBar } from 'cli-progress';

/** One step of the night while it goes on. */
export type Step = {
  /** So many of so many are done. */
  at(done: number, of: number): void;
  /** The step is over; says what came of it. Answers the seconds it took. */
  done(note: string): number;
};

/** Tells a person how far the night is. */
export interface Progress {
  /** Begins a step; steps follow one another. */
  step(title: string, unit: string): Step;
  /** Leaves the terminal as it was, where a step ended with an error. */
  stop(): void;
}

const titleWidth = 26;
const seconds = (since: number): number => (performance.now() - since) / 1000;

/** Lines for a log: one when a step ends. */
const plain = (write: (text: string) => void): Progress => ({
  step: (title) => {
    const began = performance.now();
    return {
      at: () => {},
      done: (note) => {
        const took = seconds(began);
        write(`${title.padEnd(titleWidth)} ${note} (${took.toFixed(1)} s)\n`);
        return took;
      },
    };
  },
  stop: () => {},
});

/** Bars for a terminal: one a step, which becomes a line when the step ends. */
const bars = (stream: NodeJS.WriteStream): Progress => {
  let bar: SingleBar | undefined;
  const step = (title: string, unit: string): Step => {
    const began = performance.now();
    const shown = new SingleBar(
      {
        stream,
        format: `${title.padEnd(titleWidth)} {bar} {note}`,
        barsize: 36,
        hideCursor: true,
        clearOnComplete: true,
        stopOnComplete: false,
        gracefulExit: false,
      },
      Presets.shades_classic,
    );
    bar = shown;
    shown.start(1, 0, { note: '' });
    return {
      at: (done, of) => {
        shown.setTotal(Math.max(1, of));
        shown.update(Math.min(done, of), {
          note: `${done.toLocaleString('en-US')}/${of.toLocaleString('en-US')} ${unit}`,
        });
      },
      done: (note) => {
        shown.stop();
        bar = undefined;
        const took = seconds(began);
        stream.write(`\u2713 ${title.padEnd(titleWidth - 2)} ${note} (${took.toFixed(1)} s)\n`);
        return took;
      },
    };
  };
  return { step, stop: () => bar?.stop() };
};

/** Bars where somebody watches, lines where nobody does. */
export const progressOn = (stream: NodeJS.WriteStream): Progress =>
  stream.isTTY ? bars(stream) : plain((text) => stream.write(text));
