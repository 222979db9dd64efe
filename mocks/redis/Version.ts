/** Which server the stand-in is like; what each says that it is stands in Versions.ts. */
export type Version = "7.2" | "7.4" | "8.0"
