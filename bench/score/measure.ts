/** CPU of this process so far, all threads, nanoseconds. */
export const cpuNs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
};

/** CPU of this thread so far, nanoseconds: without what V8 does on others, of what was done before or will be done again. */
export const threadNs = (): number => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) * 1000;
};
