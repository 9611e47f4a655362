# Who may include whom. This is the only copy of the table; `divisi_module` refuses a
# dependency that is not in it, and tools/check_layers.py checks the #include lines against it.
set(DIVISI_MAY_USE_core)
set(DIVISI_MAY_USE_audio    core)
set(DIVISI_MAY_USE_score    core)
set(DIVISI_MAY_USE_match    core)
set(DIVISI_MAY_USE_nn       core)
set(DIVISI_MAY_USE_features core audio nn)
set(DIVISI_MAY_USE_models   core nn)
set(DIVISI_MAY_USE_decode   core score)
set(DIVISI_MAY_USE_parts    core score match nn models)
set(DIVISI_MAY_USE_draw     core)
set(DIVISI_MAY_USE_engine   core audio score nn features models decode parts draw)
# the laboratory
set(DIVISI_MAY_USE_eval     core audio score match)
set(DIVISI_MAY_USE_data     core audio score)
set(DIVISI_MAY_USE_synth    core audio score)
set(DIVISI_MAY_USE_train    core audio score nn features models decode parts draw data eval)
set(DIVISI_MAY_USE_timbre   core audio score match nn features models parts data eval train)
