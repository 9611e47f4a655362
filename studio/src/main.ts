import "./ui/studio_app.ts";
