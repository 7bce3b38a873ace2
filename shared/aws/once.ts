/**
 * Makes something when it is first asked for, and keeps it; a throw is not kept. The functions of a bundle share a file, but
 * not their environment.
 */
export const once = <Made extends object>(make: () => Made): (() => Made) => {
  let made: Made | undefined;
  return () => {
    made ??= make();
    return made;
  };
};
