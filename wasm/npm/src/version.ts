declare const PACKAGE_VERSION: string;

/** The version of the package. */
export const version: string = PACKAGE_VERSION;
