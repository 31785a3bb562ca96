// Live curves of a run.
export { default } from "uplot";
