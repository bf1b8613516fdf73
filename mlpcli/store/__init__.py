"""What a run leaves behind: one sealed HDF5 file, replaced as a whole, and the metrics as they arrive.

| file | what it knows |
|---|---|
| seal | the 512 bytes in front of an HDF5 file that tell whether it is ours and whole |
| atomic | replacing a file so that a reader finds the old one or the new one |
| elements, tree, guard | names and arrays <-> HDF5 in memory, and what a file may not contain |
| plain, header | the same HDF5 read without the HDF5 library: what is behind a seal |
| loader, unsealed | the one door: what is read how, by what vouches for it |
| contents, checkpoint | what a run has to keep, its layout in the file, save and load |
| history | metrics.jsonl, a line an epoch |
| naming, runs, listing | names of runs, their folders, and the runs there are |
| leaf, shelf | one value of the tree; taking them out one by one, each of its type |
| record, trained, resume | a training as a checkpoint, and back; going on from one |
"""
