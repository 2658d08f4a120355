// SPDX-License-Identifier: Apache-2.0
package io.regclient.file;

/** What of a finished file is on the disk, and survives a power cut, when a call returns. */
public enum Durability {
    /** Nothing yet: for files that can be made again. */
    NONE,
    /** The content, before the name: the name never stands for a part. */
    CONTENT,
    /** The content and then the name, where the system can force directories. */
    CONTENT_AND_NAME
}
