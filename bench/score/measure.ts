/** CPU of this process so far, all threads, nanoseconds. */
export const cpuNs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
};
