/**
 * Lends rooms that are used again, a new one where none is free. One in which something failed is lent to nobody any more: what was
 * on its way may still be put there, or read from there.
 */
export const lending = <Room>(
  make: () => Room,
): (<Answer>(work: (room: Room) => Promise<Answer>) => Promise<Answer>) => {
  const free: Room[] = [];
  return async (work) => {
    const room = free.pop() ?? make();
    const answer = await work(room);
    free.push(room);
    return answer;
  };
};
