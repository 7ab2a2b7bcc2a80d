package org.cinemarefund.evidence;

import org.cinemarefund.shared.Problem;

/** Makes a picture of ours of whatever file somebody sent. */
public interface PictureMaker {

    /**
     * An upright picture with nothing in it but what can be seen. Takes bounded memory and time, whatever the file says.
     *
     * @throws Problem UNSUPPORTED_MEDIA_TYPE for a content of another kind, INVALID_REQUEST for what cannot be decoded or has too
     *     many pixels, TRY_LATER when too many are at it
     */
    Made make(byte[] sent);

    record Made(String contentType, byte[] content) {}
}
