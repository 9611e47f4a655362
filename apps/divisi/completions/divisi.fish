# fish completion for divisi
set -l commands transcribe separate decode enrol serve inspect evaluate synth train experiment calibrate
complete -c divisi -n "not __fish_seen_subcommand_from $commands" -f -a transcribe -d 'Turn recordings into notes'
complete -c divisi -n "not __fish_seen_subcommand_from $commands" -f -a separate -d 'Write the sound of each part'
complete -c divisi -n "not __fish_seen_subcommand_from $commands" -f -a decode -d 'Decide notes again from saved evidence'
complete -c divisi -n "not __fish_seen_subcommand_from $commands" -f -a serve -d 'Open the studio, for a browser'
complete -c divisi -n "not __fish_seen_subcommand_from $commands" -f -a enrol -d 'Learn an instrument, so that its part is named'
complete -c divisi -n "not __fish_seen_subcommand_from $commands" -f -a inspect -d "Print a model's layers"
complete -c divisi -n "not __fish_seen_subcommand_from $commands" -f -a evaluate -d 'Measure notes against known recordings'
complete -c divisi -n "not __fish_seen_subcommand_from $commands" -f -l version -d 'Print the version'
complete -c divisi -l help -s h -d 'Print help'

set -l writing "__fish_seen_subcommand_from transcribe separate decode"
complete -c divisi -n "$writing" -s o -l output -r -a '(__fish_complete_directories)' -d 'Folder for the results'
complete -c divisi -n "__fish_seen_subcommand_from transcribe decode" -s f -l format -x -a 'midi json csv musicxml png' -d 'Formats to write'
complete -c divisi -n "$writing" -l force -d 'Replace results that exist'
complete -c divisi -n "$writing" -l skip-existing -d 'Leave out inputs whose results exist'
complete -c divisi -n "$writing" -l threshold -x -d 'How sure to be; 0.5 is the model\'s choice'
complete -c divisi -n "$writing" -l onset-threshold -x -d 'Probability an onset needs'
complete -c divisi -n "$writing" -l frame-threshold -x -d 'Probability below which a note has ended'
complete -c divisi -n "$writing" -l min-note -x -d 'Drop shorter notes'
complete -c divisi -n "$writing" -l parts -x -a 'auto 1 2 3 4 5 6 7 8' -d 'How many parts'
complete -c divisi -n "$writing" -l max-parts -x -d 'At most so many parts'
complete -c divisi -n "$writing" -l timbres -r -d 'File of enrolled timbres'
complete -c divisi -n "$writing" -s q -l quiet -d 'Say nothing but errors'

set -l hearing "__fish_seen_subcommand_from transcribe separate"
complete -c divisi -n "$hearing" -s r -l recursive -d 'Look into the folders below'
complete -c divisi -n "$hearing" -l start -x -d 'Begin here'
complete -c divisi -n "$hearing" -l end -x -d 'Stop here'
complete -c divisi -n "$hearing" -l threads -x -d 'Cores to use'
complete -c divisi -n "$hearing" -l model -r -a slots -d 'Weights file, or slots'
complete -c divisi -n "$writing" -l parts-model -r -a slots -d 'Weights file of a timbre network, or slots'
complete -c divisi -n "__fish_seen_subcommand_from transcribe" -l save-evidence -d 'Also write evidence'
complete -c divisi -n "__fish_seen_subcommand_from transcribe" -l explain -d 'Also draw who won which note'
complete -c divisi -n "$hearing" -l drums -x -a 'auto off' -d 'Write a drum part'
complete -c divisi -n "$hearing" -l progress -x -a 'auto bar json none' -d 'How to show progress'

set -l sounding "__fish_seen_subcommand_from transcribe separate"
complete -c divisi -n "__fish_seen_subcommand_from transcribe" -l stems -d 'Also write the sound of each part'
complete -c divisi -n "$sounding" -l stem-format -x -a 'flac wav' -d 'Kind of sound files'
complete -c divisi -n "$sounding" -l auralise -d 'Also play the notes'
complete -c divisi -n "$sounding" -l soundfont -r -a builtin -d 'What to play them with'
set -l splitting "__fish_seen_subcommand_from separate"
complete -c divisi -n "$splitting" -l notes -r -d 'Separate by these notes'
complete -c divisi -n "$splitting" -l only -x -d 'Only this part'

set -l learning "__fish_seen_subcommand_from enrol"
complete -c divisi -n "$learning" -l name -x -d 'What its part is called'
complete -c divisi -n "$learning" -l program -x -d 'General MIDI program, counted from 0'
complete -c divisi -n "$learning" -l timbres -r -d 'File of enrolled timbres'
complete -c divisi -n "$learning" -l force -d 'Replace what is enrolled under this name'
complete -c divisi -n "$learning" -l add -d 'Add to what is enrolled under this name'
complete -c divisi -n "$learning" -l solo -d 'It is one source, even where it sounds like several'
complete -c divisi -n "$learning" -l list -d 'Print what is enrolled'
complete -c divisi -n "$learning" -l remove -x -d 'Forget this name'
complete -c divisi -n "$learning" -s r -l recursive -d 'Look into the folders below'
complete -c divisi -n "$learning" -l threads -x -d 'Cores to use'
complete -c divisi -n "$learning" -l model -r -d 'Weights file'
complete -c divisi -n "$learning" -l parts-model -r -d 'Weights file of a timbre network'
complete -c divisi -n "$learning" -s q -l quiet -d 'Say nothing but errors'

set -l serving "__fish_seen_subcommand_from serve"
complete -c divisi -n "$serving" -l port -x -d 'Where to listen'
complete -c divisi -n "$serving" -l host -x -d 'Address to listen on'
complete -c divisi -n "$serving" -l token -x -d 'What everybody must know who asks'
complete -c divisi -n "$serving" -l data -x -a '(__fish_complete_directories)' -d 'Folder of the projects'
complete -c divisi -n "$serving" -l threads -x -d 'Cores to use'
complete -c divisi -n "$serving" -l port-file -r -d 'Write the port here'
complete -c divisi -n "$serving" -l max-upload -x -d 'MiB of one recording'
complete -c divisi -n "$serving" -l max-duration -x -d 'Minutes of one recording'
complete -c divisi -n "$serving" -l max-projects -x -d 'Projects that are kept'
complete -c divisi -n "$serving" -l max-jobs -x -d 'Recordings that wait'
complete -c divisi -n "$serving" -s q -l quiet -d 'Say nothing but errors'
