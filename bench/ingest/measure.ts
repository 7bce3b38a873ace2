import type { Loader } from './loader.ts';

/**
 * One measurement, in a process of its own: `node <bundle> <file> <out>`. Its CPU time has all of its threads in it, and
 * Node's own start.
 */
export const measure = async (load: Loader): Promise<void> => {
  const [file, out] = process.argv.slice(2) as [string, string];
  const loaded = await load(file, out);
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  console.log(JSON.stringify({ ...loaded, cpuMs: (userCPUTime + systemCPUTime) / 1000, peakRssMB: maxRSS / 1024 }));
};
